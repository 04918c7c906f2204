data "terraform_remote_state" "network" {
  backend = "local"
  config = {
    path = "./remote.tfstate"
  }
  defaults = {
    token = "LEAK-readnow-default-q6w7"
  }
}

resource "terraform_data" "reader" {
  input = data.terraform_remote_state.network.outputs.endpoint
}

check "endpoint" {
  data "terraform_remote_state" "nested" {
    backend = "local"
    config = {
      path = "./remote.tfstate"
    }
  }
  assert {
    condition     = data.terraform_remote_state.nested.outputs.endpoint == ""
    error_message = "endpoint is ${data.terraform_remote_state.nested.outputs.endpoint}"
  }
}
