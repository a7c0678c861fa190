using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.EventLog.Tests;

/// <summary>A data folder that cannot be used is refused in a sentence that names the folder or the file, and what to do.</summary>
public sealed class SqliteFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-folder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_not_a_folder()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal($"The data folder '{file}' cannot be used: it is a file. Start with another folder (DATA=…).", Refusal(file));
        Assert.Equal(
            $"The data folder '{file}/below' cannot be used: it does not exist and cannot be created. Start with another folder (DATA=…).", Refusal(file + "/below"));
    }

    [Fact]
    public void A_folder_that_cannot_be_created() => Assert.Equal(
        "The data folder '/proc/streams' cannot be used: it does not exist and cannot be created. Start with another folder (DATA=…).", Refusal("/proc/streams"));

    // Stands for every failure of the lock file that is not a lock, such as a file system that is read-only or full.
    [Fact]
    public void A_lock_file_that_cannot_be_opened_is_not_in_use_by_another_process()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "lock"), "lock");
        Assert.Contains($"The data folder '{_folder}' cannot be used: ", Refusal(_folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("streams.db")]
    [InlineData("grains.db")]
    public void A_file_that_is_not_a_database(string name)
    {
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, new string('x', 10_000));
        Assert.Equal(
            $"'{file}' is damaged, or is not an SQLite database. Restore the data folder from a backup, or start with another one (DATA=…).", Refusal(_folder));

        // The lock is released.
        File.Delete(file);
        SqliteStore.Open(new SqliteOptions { Folder = _folder }, NullLogger.Instance).Dispose();
    }

    [Fact]
    public void A_database_that_cannot_be_opened()
    {
        var file = Directory.CreateDirectory(Path.Combine(_folder, "streams.db")).FullName;
        Assert.Equal(
            $"'{file}' cannot be used: SQLite Error 14: 'unable to open database file'. This process must be able to read and write it; or start with another data folder (DATA=…).",
            Refusal(_folder));
    }

    [Fact]
    public void A_database_with_other_tables()
    {
        var file = Path.Combine(_folder, "streams.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE meta (other)";
            command.ExecuteNonQuery();
        }

        Assert.StartsWith($"'{file}' cannot be migrated: ", Refusal(_folder), StringComparison.Ordinal);
    }

    private static string Refusal(string folder) =>
        Assert.Throws<LogUnavailableException>(() => SqliteStore.Open(new SqliteOptions { Folder = folder }, NullLogger.Instance)).Message;
}
