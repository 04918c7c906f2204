resource "terraform_data" "kept_alive" {
  input = "LEAK-forget-kept-alive-x8c9"
}

resource "terraform_data" "destroyed" {
  input = "LEAK-forget-destroyed-v1b2"
}

module "handed_over" {
  source = "./handed_over"
}
