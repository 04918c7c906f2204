import {
  to = terraform_data.written_for_you
  id = "LEAK-generated-id-g1h2"
}
