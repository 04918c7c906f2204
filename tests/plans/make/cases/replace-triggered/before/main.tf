resource "terraform_data" "trigger" {
  input = "LEAK-triggered-old-n6m7"
}

resource "terraform_data" "follower" {
  input = "LEAK-triggered-follower-q8w9"

  lifecycle {
    replace_triggered_by = [terraform_data.trigger]
  }
}
