resource "terraform_data" "inside" {
  input = "LEAK-delete-no-module-x1c2"
}
