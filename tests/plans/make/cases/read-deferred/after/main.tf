resource "terraform_data" "first" {
  input = "./remote.tfstate"
}

data "terraform_remote_state" "config_unknown" {
  backend = "local"
  config = {
    path = terraform_data.first.output
  }
  defaults = {
    password = "LEAK-deferred-default-j5k6"
  }
}

data "terraform_remote_state" "dependency_pending" {
  backend = "local"
  config = {
    path  = "./remote.tfstate"
  }
  defaults = {
    password = "LEAK-deferred-default-too-l7z8"
  }
  depends_on = [terraform_data.first]
}

check "nested" {
  data "terraform_remote_state" "check_nested" {
    backend = "local"
    config = {
      path = terraform_data.first.output
    }
  }
  assert {
    condition     = data.terraform_remote_state.check_nested.outputs.endpoint != ""
    error_message = "LEAK-deferred-check-message-x9c1"
  }
}

resource "terraform_data" "reader" {
  input = data.terraform_remote_state.config_unknown.outputs.endpoint
}
