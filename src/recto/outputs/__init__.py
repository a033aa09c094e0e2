"""What ships a deck: a package, a page; each is handed a release and spends none of it."""
