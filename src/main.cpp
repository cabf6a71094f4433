// Composition root.
int main() { return 64; }
