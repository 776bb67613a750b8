# The Homebrew formula. `.ci/formula` fills what stands between two `@`.
class Ictl < Formula
  desc "Command-line developer tool for Intercom apps"
  homepage "@HOMEPAGE@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@ADDRESS@/ictl-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256:aarch64-apple-darwin@"
    end
    on_intel do
      url "@ADDRESS@/ictl-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256:x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@ADDRESS@/ictl-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@ADDRESS@/ictl-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256:x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "ictl"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/ictl.bash" => "ictl"
    zsh_completion.install "completions/_ictl"
    fish_completion.install "completions/ictl.fish"
    doc.install "README.md", "CHANGELOG.md", "THIRD-PARTY.txt"
  end

  test do
    ENV["ICTL_CONFIG_DIR"] = testpath.to_s
    assert_match version.to_s, shell_output("#{bin}/ictl --version")
    # The sandbox is in the program: no account, no network.
    assert_match "@", shell_output("#{bin}/ictl -q --sandbox contacts list --limit 1 --jq .email")
  end
end
