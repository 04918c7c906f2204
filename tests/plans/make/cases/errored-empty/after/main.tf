data "terraform_remote_state" "missing" {
  backend = "local"
  config = {
    path = "./LEAK-erroredempty-path-u7i8.tfstate"
  }
}

resource "terraform_data" "never" {
  input = data.terraform_remote_state.missing.outputs.x
}
