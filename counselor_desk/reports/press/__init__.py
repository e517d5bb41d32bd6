"""How paper is set, drawn, tagged and locked."""
