"""How fast movementsim is, and whether it is the same model as a student's plain Mesa one."""
