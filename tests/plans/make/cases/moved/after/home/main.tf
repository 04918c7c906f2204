resource "terraform_data" "inside" {
  input = "LEAK-moved-into-module-o5p6"
}
