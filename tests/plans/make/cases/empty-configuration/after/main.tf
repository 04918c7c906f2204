locals {
  unused = "LEAK-empty-local-i4o6"
}
