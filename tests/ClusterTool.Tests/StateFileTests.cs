using Streams.Cluster;
using Streams.Cluster.Processes;

namespace Streams.ClusterTool.Tests;

/// <summary>The state file of an earlier cluster whose pids now belong to other processes: here, to the test process.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-cluster-test-").FullName;
    private readonly StateFile _state;
    private readonly ProcessIdentity _unrelated = ProcessIdentity.Of(Environment.ProcessId)!;

    public StateFileTests() => _state = new StateFile(Path.Combine(_folder, "processes.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_process_is_identified_by_start_time_and_program_not_by_pid_alone()
    {
        var program = Path.GetFileName(Environment.GetCommandLineArgs()[0]);

        Assert.True(new RunningProcess("silo-1", program, _unrelated).IsRunning);
        Assert.False(new RunningProcess("silo-1", "Streams.Silo.dll", _unrelated).IsRunning);
        Assert.False(new RunningProcess("silo-1", program, _unrelated with { Started = _unrelated.Started - 1 }).IsRunning);
    }

    [Fact]
    public void A_stale_state_file_kills_no_process()
    {
        _state.Put(new("silo-1", "Streams.Silo.dll", _unrelated));
        Assert.Throws<ClusterException>(() => Killing.Kill(_state, null, Random.Shared));

        Leftovers.End(_state, new Terminal(TextWriter.Null, colours: false));
        Assert.Empty(_state.Read());
    }

    [Fact]
    public void A_folder_of_another_program_is_left_alone()
    {
        var other = Directory.CreateDirectory(Path.Combine(_folder, "streams-cluster-other")).FullName;
        _state.Put(new("postgres", "postgres", _unrelated with { Started = 0 }, other));

        Leftovers.End(_state, new Terminal(TextWriter.Null, colours: false));
        Assert.True(Directory.Exists(other));
    }
}
