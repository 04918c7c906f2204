//! Names that stay, tokens that do not, and how much of what is drawn at random stays.

#![expect(clippy::indexing_slicing, reason = "a failed index is a failed test")]

use super::*;

/// Names of the kind that people write into `for_each`.
const NAMES: &str = "
    prod production staging stage dev development test qa uat sandbox preprod nonprod demo perf canary blue green
    default main primary secondary tertiary replica reader writer leader follower master worker control-plane
    eu-west-1 eu-west-1a us-east-1 us-east-1f ap-southeast-2 ca-central-1 us-gov-west-1 me-south-1 af-south-1 sa-east-1
    europe-west4 europe-west4-a us-central1 us-central1-f asia-northeast1 northamerica-northeast1 australia-southeast1
    westeurope northeurope eastus eastus2 westus3 southcentralus germanywestcentral switzerlandnorth uksouth
    web-01 web01 app_server_2 app-server-2 db-replica-3 node-1 node10 worker-a zone-b az1 rack12 shard_007 host-42
    m5xlarge m5large t3micro t3a2xlarge c5n18xlarge r6g4xlarge p4d24xlarge n2standard e2medium g4dn
    team-platform team-data sre devops security networking finance marketing engineering customer-success
    subnet-public-a subnet-private-b private public isolated intra database elasticache redshift vpc-main tgw-attach
    private-subnet-2 public_subnet_1a nat-gateway igw vpn bastion jumphost dmz hub spoke peering transit-gateway
    k8s ipv4 ipv6 s3 s3-logs route53 ec2 ecs eks ecr rds sqs sns kms iam ssm acm waf elb alb nlb cdn efs dynamodb
    x86_64 arm64 amd64 aarch64 oauth2 http2 http https tls12 sha256 md5 utf8 base64 i18n e2e p2p b2b h264 mp3 mp4
    v1 v2 v1beta1 v1alpha2 v2beta3 v10 rc1 release-2 python3 python312 nodejs20 java17 go1 php8 postgres15 mysql8
    postgresql postgres mysql mariadb redis memcached rabbitmq kafka zookeeper elasticsearch opensearch kibana grafana
    prometheus alertmanager loki tempo jaeger nginx haproxy envoy istio traefik vault consul nomad terraform atlantis
    argocd flux jenkins gitlab github bitbucket sonarqube nexus artifactory harbor keycloak dex cert-manager ingress
    api frontend backend gateway auth billing checkout payments orders inventory search recommendations notifications
    webServer AdminUsers ReadOnlyAccess PowerUserAccess BillingViewer EC2Role S3Bucket DataEngineer NetworkAdmin
    EC2InstanceProfile Route53Zone CloudWatchLogs LambdaExecutionRole DevOpsTeam OAuthClient HTTPSListener SecurityAudit
    administrator alice bob jsmith john-doe maria_garcia backup-2024 backup-20240131 logs-202401 archive_2019 q3-2024
    secretsmanager secrets-manager cloudwatch cloudtrail guardduty config lambda stepfunctions apigateway
    ingress-nginx kube-system kube-public monitoring logging tracing observability storage network compute
    read-only read-write full-access allow-ssh allow-https deny-all egress-all from-vpn to-internet lb-health-check
    http-80 https-443 tcp-22 udp-53 port-8080 port8443 as65001 vlan-100 vlan4094 nsg-web nsg1 rt-private-1 mgmt
    vnet-mgmt-weu rg-network-prod aks-nodepool1 law-shared kv-shared-weu sa_logs pip-fw01 snet-db dns-zone
    storageaccount containerregistry applicationgateway loadbalancer virtualnetwork serviceaccount
    customer_portal data_lake raw curated landing bronze silver gold etl airflow spark athena glue emr
    Q1 Q2 EU US APAC EMEA LATAM PROD DEV STAGING A B C a b c x y z north south east west
";

/// What may not be shown. Made up; where an issuer has a form of its own, after that form.
const TOKENS: &str = "
    AKIAIOSFODNN7EXAMPLE ASIAY34FZKBOKMUTVV7A AROAJQABLZS4A3QDU576Q AIDACKCEVSQ6C2EXAMPLE AIzaSyD-9tSrke72PouQMnMX
    ghp_16C7e42F292c6912E7710c838347Ae178B4a gho_16C7e42F292c6912E77 ghs_abcdefghijklmnop ghu_1234567890 ghr_1B4a2e77838347
    github_pat_11ABCDEFG0 glpat-xyz1234567890 glpat-ABCDEFGHIJKL xoxb-123456789012 xoxp-2345-abcd xoxa-2-abcdef
    sk_live_4eC39HqLyjWDarjtT1zdp7dc sk_test_4eC39HqLyjWD rk_live_abcdefgh pk_live_51H8 whsec_MfKQ9r8GKYqrTwjU
    sk-proj-abcdefghijklmnopqrst sk-ant-api03-abcdefghijklm eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9
    eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc SG.ngeVfQFYQlKU0ufo8x5d1A npm_abcdefghijklmnopqrstuvwx
    pypi-AgEIcHlwaS5vcmcCJDNhYjk hvs.CAESIJ3Ab hvb.AAAAAQKl dop_v1_b9d1c4e2 shpat_c2b4d6e8f0 lin_api_AbCdEfGh dckr_pat_AbCdEfGhIj
    550e8400-e29b-41d4-a716-446655440000 550E8400-E29B-41D4-A716-446655440000 00000000-0000-0000-0000-000000000000
    123e4567_e89b_12d3_a456_426614174000 app-550e8400-e29b-41d4-a716-446655440000
    d41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709 deadbeefdeadbeef cafebabe12345678
    a1b2c3d4 a1b2c3d4e5 9f86d081 i-0abcd1234ef567890 subnet-0bb1c79de3EXAMPLE vpc-0e9801d129EXAMPLE sg-903004f8 ami-0ff8a91507f77f867
    123456789012 acct-123456789012 account_210987654321 4111111111111111 555123456 otp-493027 pin123456
    alice@example.com ops+alerts@example.org root@10.0.0.1 https://user:pw@example.com
    hunter2 Hunter2 password Passw0rd p4ssw0rd P@ssw0rd db_password db-passwd my_secret client-secret S3cr3tK3y s3cr3t
    token api_token access-token apikey api_key API-KEY ApiKey AWS_SECRET_ACCESS_KEY aws-access-key private_key privateKey
    ssh_key credentials db_credential passphrase bearer session_cookie T0k3n
    xK9mP2vL Zx7Qw9Rt3 qwX7zPl0KmN4 J8fK2mQpL5 aB3dE5fG7 wJalrXUtnFEMI bPxRfiCYEXAMPLEKEY K7MDENGbPxRfiCY
    kjhgfdsqwrtp xqzjvkwpbd zxcvbnmqwrt bcdfghjk Tr0ub4dor3 c0rr3cth0rse n0tS0Saf3 L3tM3In my5ecr3t
    dGhpcyBpcyBhIHNlY3JldA== aHVudGVyMg== cGFzc3dvcmQ= YWRtaW46YWRtaW4= bXktc2VjcmV0LWtleQ c2VjcmV0LXZhbHVl
    QWxhZGRpbjpvcGVuIHNlc2FtZQ MIIEpAIBAAKCAQEA MIICXAIBAAKBgQC ssh-rsa-AAAAB3NzaC1yc2EAAAADAQAB -----BEGIN-RSA
    0x71C7656EC7ab88b098defB751B7401B5f6d8976F bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq
    LEAK-each-key-u7v8w9x0 prod-x7Fq2Lp9 eu-9fJk2LmQ1 v1-Zk3pQ8sT web-8f3a9c2e1d
    qmzXpLwvKtRs hGfDsAqWeRtZ UyTrEwQpLkJh mNbVcXzLkJhG
";

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn names_stay() {
    let masked: Vec<&str> = words(NAMES).into_iter().filter(|name| looks_like_one(name)).collect();
    assert_eq!(masked, Vec::<&str>::new());
    assert!(words(NAMES).len() >= 300);
}

#[test]
fn tokens_do_not() {
    let shown: Vec<&str> = words(TOKENS).into_iter().filter(|token| !looks_like_one(token)).collect();
    assert_eq!(shown, Vec::<&str>::new());
    assert!(words(TOKENS).len() >= 120);
}

/// Numbers that are the same in every run, and of no use for anything else.
fn drawn(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// How many of 20,000 strings from an alphabet are shown.
fn shown_of(alphabet: &[u8], length: usize) -> usize {
    let mut state = 7 + length as u64;
    let string =
        |_| -> String { (0..length).map(|_| char::from(alphabet[drawn(&mut state) % alphabet.len()])).collect() };
    (0..20_000).map(string).filter(|string| !looks_like_one(string)).count()
}

#[test]
fn what_is_drawn_at_random_is_nearly_never_shown() {
    let (upper, lower, digits) = ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789");
    let all = format!("{upper}{lower}{digits}");
    for (name, alphabet, length, most) in [
        ("letters and digits", all.clone(), 12, 20),
        ("letters and digits", all.clone(), 16, 2),
        ("letters and digits", all.clone(), 10, 200),
        ("URL-safe base64", format!("{all}-_"), 16, 20),
        ("URL-safe base64", format!("{all}-_"), 22, 2),
        ("small letters and digits", format!("{lower}{digits}"), 12, 100),
        ("small letters and digits", format!("{lower}{digits}"), 16, 20),
        ("hexadecimal", format!("{digits}abcdef"), 12, 20),
        ("both cases", format!("{upper}{lower}"), 12, 100),
        ("small letters", lower.to_owned(), 12, 500),
        ("small letters", lower.to_owned(), 16, 300),
    ] {
        let shown = shown_of(alphabet.as_bytes(), length);
        assert!(shown <= most, "{name}, {length}: {shown} of 20,000");
    }
}
