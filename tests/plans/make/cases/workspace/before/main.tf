resource "terraform_data" "here" {
  input = "LEAK-workspace-old-u6i7"
}
