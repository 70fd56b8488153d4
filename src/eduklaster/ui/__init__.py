"""The page shell, its components and the settings of how a page looks; knows no domain."""
