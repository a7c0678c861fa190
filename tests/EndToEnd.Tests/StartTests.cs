using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.EndToEnd.Tests;

/// <summary>A start that succeeds, one that is refused with a sentence, and one that is interrupted.</summary>
public sealed partial class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Servers_with_separate_folders_run_side_by_side_and_a_second_server_on_a_folder_is_refused()
    {
        await using var first = await ServerProcess.StartAsync(Path.Combine(_folder, "a"));
        await using var second = await ServerProcess.StartAsync(Path.Combine(_folder, "b"));
        await first.PostAsync("/api/streams/goal", new { name = "Only here" });
        Assert.Equal(0, (await second.GetAsync("/api/streams")).GetProperty("streams").GetArrayLength());

        AssertRefused("is in use by another process", await ServerProcess.FailAsync(Path.Combine(_folder, "a")));
        AssertRefused("start it with another port (PORT=…)", await ServerProcess.FailAsync(Path.Combine(_folder, "c"), port: new Uri(first.Url).Port));
        AssertRefused(
            "start it with another port (Streams:GatewayPort=…)",
            await ServerProcess.FailAsync(Path.Combine(_folder, "c"), more: $"--Streams:GatewayPort={new Uri(first.Url).Port}"));
    }

    [Fact]
    public async Task A_missing_file_of_companies_is_refused() =>
        AssertRefused("nothing.csv", await ServerProcess.FailAsync(_folder, Path.Combine(_folder, "nothing.csv")));

    [Theory]
    [InlineData("Streams:Postgres is not set; a silo finds its cluster")]
    [InlineData("must be an IP address", "--Streams:Postgres=Host=x", "--Streams:Address=here")]
    [InlineData("This machine has no address 192.0.2.1: start it with another one (Streams:Address=…)", "--Streams:Postgres=Host=x", "--Streams:Address=192.0.2.1")]
    [InlineData("Streams:SiloPort is 70000", "--Streams:Postgres=Host=x", "--Streams:SiloPort=70000")]
    [InlineData("Streams:ProbeTimeout is 00:00:00", "--Streams:Postgres=Host=x", "--Streams:ProbeTimeout=00:00:00")]
    [InlineData("Streams:ClusterId is 'a b'", "--Streams:Postgres=Host=x", "--Streams:ClusterId=a b")]
    [InlineData("Streams:NewsQueues is 0", "--Streams:Postgres=Host=x", "--Streams:NewsQueues=0")]
    [InlineData("Streams:NewsQueus is not a setting; did you mean Streams:NewsQueues?", "--Streams:NewsQueus=4")]
    [InlineData("'--data=x' is not an option", "--data=x")]
    [InlineData("PostgreSQL on 127.0.0.1:1, database 'x' cannot be used", "--Streams:Postgres=Host=127.0.0.1;Port=1;Database=x;Username=x")]
    public async Task An_invalid_silo_setting_is_refused(string sentence, params string[] more) =>
        AssertRefused(sentence, await ServerProcess.FailAsync(new ProcessStartInfo("dotnet", [Repository.Silo, "--port", "0", .. more])));

    [Theory]
    [InlineData("the API finds its cluster in a PostgreSQL database", "--Streams:InProcessSilo=false")]
    [InlineData("the nodes of a cluster (Streams:Clustered=true) find one another in a PostgreSQL database", "--Streams:Clustered=true")]
    [InlineData("Streams:DrainDelay is", "--Streams:DrainDelay=01:00:00")]
    [InlineData("'--porrt=1' is not an option", "--porrt=1")]
    [InlineData("'--companies' needs a value", "--companies")]
    [InlineData("The port is '99999'", "--port", "99999")]
    [InlineData("The host is 'everywhere'", "--host", "everywhere")]
    [InlineData("This machine has no address 192.0.2.1", "--host", "192.0.2.1")]
    [InlineData("it must be 'full' or 'normal'", "--Streams:Synchronous=sometimes")]
    [InlineData("Streams:SilenceLimit is 00:00:00; it must be 00:00:01 to 1.00:00:00", "--Streams:SilenceLimit=00:00:00")]
    [InlineData("Streams:Port is 'abc'; it must be a whole number.", "--port", "abc")]
    [InlineData("Streams:SilenceLimt is not a setting; did you mean Streams:SilenceLimit?", "--Streams:SilenceLimt=00:00:05")]
    [InlineData("/proc/streams' cannot be used", "--Streams:Data=/proc/streams")]
    public async Task An_invalid_API_setting_is_refused(string sentence, params string[] more) =>
        AssertRefused(sentence, await ServerProcess.FailAsync(_folder, more: more));

    [Fact]
    public async Task A_server_can_be_stopped_while_it_starts()
    {
        var (code, output) = await ServerProcess.StopWhileItStartsAsync(Path.Combine(_folder, "a"), SiloStarts(), "--Logging:LogLevel:Orleans.Runtime.Silo=Information");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_ports_including_those_of_Orleans_listen_on_loopback_only()
    {
        await using var server = await ServerProcess.StartAsync(Path.Combine(_folder, "a"));
        var sockets = Directory.GetFiles($"/proc/{server.Id}/fd").Select(LinkOf).OfType<string>().ToHashSet();
        var listening = new[] { "tcp", "tcp6" }
            .SelectMany(table => File.ReadLines($"/proc/{server.Id}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[3] == "0A" && sockets.Contains($"socket:[{fields[9]}]"))
            .Select(fields => fields[1].Split(':'))
            .ToArray();
        Assert.NotEmpty(listening);
        Assert.Contains(listening, address => int.Parse(address[1], NumberStyles.HexNumber) == new Uri(server.Url).Port);
        Assert.All(listening, address => Assert.Equal("0100007F", address[0]));

        static string? LinkOf(string descriptor)
        {
            try
            {
                return new FileInfo(descriptor).LinkTarget;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>Checks that a start ended with exit code 1 and a sentence, without a stack trace.</summary>
    private static void AssertRefused(string sentence, (int Code, string Output) ended)
    {
        Assert.Equal(1, ended.Code);
        Assert.Contains(sentence, ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(Silo Start\(\))")]
    private static partial Regex SiloStarts();
}
