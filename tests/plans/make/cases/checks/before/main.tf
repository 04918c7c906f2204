resource "terraform_data" "settled" {
  input = "LEAK-checks-settled-u9i1"
}
