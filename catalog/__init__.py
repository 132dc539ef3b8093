"""What is sold and where: brands, categories, products, identifiers, stores and their listings."""
