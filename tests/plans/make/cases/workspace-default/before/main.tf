resource "terraform_data" "here" {
  input = "LEAK-default-old-r2t4"
}
