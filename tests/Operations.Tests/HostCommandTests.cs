using Streams.Silo.Hosting;

namespace Streams.Operations.Tests;

/// <summary>The command line of a host.</summary>
public sealed class HostCommandTests
{
    private static readonly HostCommand Command = new(
        "A host.", new HostOption("--port", "Streams:Port", "N", "The port"), new HostOption("--data", "Streams:Data", "FOLDER", "The folder"));

    [Theory]
    [InlineData("Streams:Port", "5", "--port", "5")]
    [InlineData("Streams:Port", "5", "--port=5")]
    [InlineData("Streams:Port", "6", "--port", "5", "--port", "6")]
    [InlineData("Streams:Data", "a=b", "--data=a=b")]
    [InlineData("Streams:Data", "@file", "--data", "@file")]
    [InlineData("Streams:Postgres", "Host=a;Port=1", "--Streams:Postgres=Host=a;Port=1")]
    [InlineData("Relay:Linger", "00:00:10", "--port", "5", "--Relay:Linger", "00:00:10")]
    [InlineData("Relay:Linger", "", "--Relay:Linger=")]
    public void An_option_and_a_named_setting_set_a_setting(string setting, string value, params string[] args) =>
        Assert.Equal(value, Command.Read(args)[setting]);

    [Theory]
    [InlineData("'--porrt=1' is not an option; --help lists them.", "--porrt=1")]
    [InlineData("'--porrt' is not an option; --help lists them.", "--porrt", "1")]
    [InlineData("'1' is not an option; --help lists them.", "--port", "5", "1")]
    [InlineData("'--port' needs a value; --help lists the options.", "--port")]
    [InlineData("'--Relay:Linger' needs a value; --help lists the options.", "--Relay:Linger")]
    public void An_argument_without_effect_is_an_error(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<InvalidSettingException>(() => Command.Read(args)).Message);

    [Fact]
    public void The_help_lists_the_options_only()
    {
        using var output = new StringWriter();
        Assert.True(Command.TryPrint(["--help"], output));
        var help = output.ToString();
        Assert.Contains("--data <FOLDER>", help, StringComparison.Ordinal);
        Assert.DoesNotContain("additional arguments", help, StringComparison.OrdinalIgnoreCase);
    }
}
