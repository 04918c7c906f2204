resource "terraform_data" "trigger" {
  input = "LEAK-triggered-new-e1r2"
}

resource "terraform_data" "follower" {
  input = "LEAK-triggered-follower-q8w9"

  lifecycle {
    replace_triggered_by = [terraform_data.trigger]
  }
}
