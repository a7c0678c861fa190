using System.Text.RegularExpressions;
using Streams.Cluster;
using Streams.Cluster.Processes;

namespace Streams.ClusterTool.Tests;

/// <summary>Members are real processes: a shell prints that it is up, then waits.</summary>
public sealed partial class MemberTests : IDisposable
{
    private const string UpAndWait = "echo up; while :; do sleep 0.1; done";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-cluster-test-").FullName;
    private readonly Printed _printed = new();
    private readonly StateFile _state;

    public MemberTests() => _state = new StateFile(Path.Combine(_folder, "processes.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_member_is_reported_and_restarted()
    {
        var member = NewMember(UpAndWait, restartAfter: AtOnce);
        await member.StartAsync(Limit, CancellationToken.None);
        var victim = Killing.Kill(_state, "silo-1", Random.Shared);

        await _printed.WaitForAsync($"(pid {victim.Identity.Pid}) was killed (SIGKILL)", Limit);
        await _printed.WaitForAsync("is ready", Limit, times: 2);
        Assert.NotEqual(victim.Identity.Pid, Assert.Single(_state.Read()).Identity.Pid);

        await member.EndAsync(Limit, CancellationToken.None);
        Assert.Empty(_state.Read());
    }

    [Fact]
    public async Task A_member_that_ignores_SIGTERM_is_killed_after_the_limit()
    {
        var member = NewMember($"trap '' TERM; {UpAndWait}", restartAfter: AtOnce);
        await member.StartAsync(Limit, CancellationToken.None);
        var process = Assert.Single(_state.Read());

        await member.EndAsync(TimeSpan.FromMilliseconds(300), CancellationToken.None);
        Assert.False(process.IsRunning);
    }

    [Fact]
    public async Task A_member_that_exits_before_it_is_ready_fails_the_start_and_stays_down()
    {
        var member = NewMember("echo no; exit 3", restartAfter: AtOnce);

        var failure = await Assert.ThrowsAsync<ClusterException>(() => member.StartAsync(Limit, CancellationToken.None));
        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        await member.EndAsync(Limit, CancellationToken.None);
        Assert.Equal(1, _printed.Count("no"));
    }

    private Member NewMember(string script, TimeSpan restartAfter) => new(
        new MemberPlan("silo-1", "sh", ["/bin/sh", "-c", script], Up()), new Terminal(_printed, colours: false), _state, restartAfter, TimeProvider.System);

    [GeneratedRegex("^up$")]
    private static partial Regex Up();
}
