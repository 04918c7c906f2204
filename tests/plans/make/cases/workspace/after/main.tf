resource "terraform_data" "here" {
  input = "LEAK-workspace-new-o8p9"
}
