using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.EndToEnd.Tests;

/// <summary>Starting it, rightly and wrongly.</summary>
public sealed partial class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_with_folders_of_their_own_run_side_by_side_and_a_second_on_one_folder_is_refused()
    {
        await using var first = await ServerProcess.StartAsync(Path.Combine(_folder, "a"));
        await using var second = await ServerProcess.StartAsync(Path.Combine(_folder, "b"));
        await first.PostAsync("/api/streams/goal", new { name = "Only here" });
        Assert.Equal(0, (await second.GetAsync("/api/streams")).GetProperty("streams").GetArrayLength());

        var (code, output) = await ServerProcess.FailAsync(Path.Combine(_folder, "a"));
        Assert.Equal(1, code);
        Assert.Contains("is in use by another process", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told_in_a_sentence()
    {
        await using var first = await ServerProcess.StartAsync(Path.Combine(_folder, "a"));
        var (code, output) = await ServerProcess.FailAsync(Path.Combine(_folder, "b"), port: new Uri(first.Url).Port);
        Assert.Equal(1, code);
        Assert.Contains("start it with another port", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_companies_that_is_not_there_is_told_in_a_sentence()
    {
        var (code, output) = await ServerProcess.FailAsync(Path.Combine(_folder, "a"), Path.Combine(_folder, "nothing.csv"));
        Assert.Equal(1, code);
        Assert.Contains("nothing.csv", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Streams:Postgres is not set; a silo finds its cluster")]
    [InlineData("must be an IP address", "--Streams:Postgres=Host=x", "--Streams:Address=here")]
    [InlineData("Streams:SiloPort is 70000", "--Streams:Postgres=Host=x", "--Streams:SiloPort=70000")]
    [InlineData("Streams:ProbeTimeout is 00:00:00", "--Streams:Postgres=Host=x", "--Streams:ProbeTimeout=00:00:00")]
    [InlineData("Streams:ClusterId is 'a b'", "--Streams:Postgres=Host=x", "--Streams:ClusterId=a b")]
    [InlineData("Streams:NewsQueues is 0", "--Streams:Postgres=Host=x", "--Streams:NewsQueues=0")]
    [InlineData("'--data=x' is not an option", "--data=x")]
    [InlineData("PostgreSQL on 127.0.0.1:1, database 'x' cannot be used", "--Streams:Postgres=Host=127.0.0.1;Port=1;Database=x;Username=x")]
    public async Task A_silo_that_is_set_up_wrongly_says_so_in_a_sentence(string sentence, params string[] more)
    {
        var (code, output) = await ServerProcess.FailAsync(new ProcessStartInfo("dotnet", [Repository.Silo, "--port", "0", .. more]));
        Assert.Equal(1, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("the API finds its cluster in a PostgreSQL database", "--Streams:InProcessSilo=false")]
    [InlineData("Streams:DrainDelay is", "--Streams:DrainDelay=01:00:00")]
    public async Task An_API_host_that_is_set_up_wrongly_says_so_in_a_sentence(string sentence, params string[] more)
    {
        var (code, output) = await ServerProcess.FailAsync(Path.Combine(_folder, "a"), more: more);
        Assert.Equal(1, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--porrt=1' is not an option", "--porrt=1")]
    [InlineData("'--companies' needs a value", "--companies")]
    [InlineData("The port is '99999'", "--port", "99999")]
    [InlineData("The host is 'everywhere'", "--host", "everywhere")]
    [InlineData("This machine has no address 192.0.2.1", "--host", "192.0.2.1")]
    [InlineData("it must be 'full' or 'normal'", "--Streams:Synchronous=sometimes")]
    [InlineData("Streams:SilenceLimit must be", "--Streams:SilenceLimit=00:00:00")]
    [InlineData("'soon' at 'Streams:SilenceLimit'", "--Streams:SilenceLimit=soon")]
    public async Task A_wrong_setting_is_told_in_a_sentence(string sentence, params string[] more)
    {
        var (code, output) = await ServerProcess.FailAsync(Path.Combine(_folder, "a"), more: more);
        Assert.Equal(1, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_stopped_while_it_starts()
    {
        var (code, output) = await ServerProcess.StopWhileItStartsAsync(Path.Combine(_folder, "a"), SiloStarts(), "--Logging:LogLevel:Orleans.Runtime.Silo=Information");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_loopback_only_with_the_ports_of_orleans_too()
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

    [GeneratedRegex(@"(Silo Start\(\))")]
    private static partial Regex SiloStarts();
}
