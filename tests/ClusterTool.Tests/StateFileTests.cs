using Streams.Cluster;
using Streams.Cluster.Processes;

namespace Streams.ClusterTool.Tests;

/// <summary>A file that an earlier cluster left, whose numbers are those of strangers by now: this test's own process.</summary>
public sealed class StateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-cluster-test-").FullName;
    private readonly StateFile _state;
    private readonly ProcessIdentity _stranger = ProcessIdentity.Of(Environment.ProcessId)!;

    public StateFileTests() => _state = new StateFile(Path.Combine(_folder, "processes.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_process_is_known_by_its_start_and_its_program_not_by_its_number_alone()
    {
        var program = Path.GetFileName(Environment.GetCommandLineArgs()[0]);

        Assert.True(new RunningProcess("silo-1", program, _stranger).IsThere);
        Assert.False(new RunningProcess("silo-1", "Streams.Silo.dll", _stranger).IsThere);
        Assert.False(new RunningProcess("silo-1", program, _stranger with { Started = _stranger.Started - 1 }).IsThere);
    }

    [Fact]
    public void Of_a_stale_file_nobody_is_killed()
    {
        _state.Put(new("silo-1", "Streams.Silo.dll", _stranger));
        Assert.Throws<ClusterException>(() => Killing.Kill(_state, null, Random.Shared));

        Leftovers.End(_state, new Terminal(TextWriter.Null, colours: false));
        Assert.Empty(_state.Read());
    }

    [Fact]
    public void A_folder_that_is_none_of_ours_is_left_alone()
    {
        var other = Directory.CreateDirectory(Path.Combine(_folder, "streams-cluster-other")).FullName;
        _state.Put(new("postgres", "postgres", _stranger with { Started = 0 }, other));

        Leftovers.End(_state, new Terminal(TextWriter.Null, colours: false));
        Assert.True(Directory.Exists(other));
    }
}
