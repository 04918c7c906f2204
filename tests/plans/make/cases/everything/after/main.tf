resource "terraform_data" "created" {
  input = "LEAK-everything-created-j5k7"
}

resource "terraform_data" "updated" {
  input = "LEAK-everything-updated-new-l6z8"
}

resource "terraform_data" "replaced" {
  triggers_replace = "LEAK-everything-trigger-new-x7c9"
}

resource "terraform_data" "moved_here" {
  input = "LEAK-everything-moved-o1p3"
}

resource "terraform_data" "same" {
  input = "LEAK-everything-same-d3f5"
}

resource "terraform_data" "imported" {
  input = "LEAK-everything-imported-v8b1"
}

data "terraform_remote_state" "later" {
  backend = "local"
  config = {
    path = terraform_data.created.output
  }
}

moved {
  from = terraform_data.moved
  to   = terraform_data.moved_here
}

removed {
  from = terraform_data.forgotten

  lifecycle {
    destroy = false
  }
}

import {
  to = terraform_data.imported
  id = "LEAK-everything-import-id-n9m2"
}

check "settled" {
  assert {
    condition     = terraform_data.same.output == ""
    error_message = "the value is ${terraform_data.same.output}"
  }
}

output "text" {
  value = "LEAK-everything-output-new-q1w4"
}
