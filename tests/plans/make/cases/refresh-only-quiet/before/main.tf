resource "terraform_data" "same" {
  input = "LEAK-quiet-same-v6b7"
}
