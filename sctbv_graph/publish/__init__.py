"""What is published: the ontology as pages, diagrams and files."""
