resource "terraform_data" "inside" {
  for_each = toset(["LEAK k10 key inside", "yellow"])
}
