"""An app that makes workers issue in small chunks and die by kill -9 at a step of their work that the environment names."""
