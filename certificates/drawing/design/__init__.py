"""The fixed part of a certificate: layout, wording, images, paper.

`packaged` lists the files that a page may load.
"""
