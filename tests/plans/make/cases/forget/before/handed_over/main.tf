resource "terraform_data" "inside" {
  count = 2
  input = "LEAK-forget-inside-n3m4"
}
