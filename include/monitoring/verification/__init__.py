"""What people found when they worked through a township's workbook, and its way back into the verdicts."""
