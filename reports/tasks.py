"""Long work of reports; importing it registers its kinds."""

from reports import matrix_print

__all__ = ["matrix_print"]
