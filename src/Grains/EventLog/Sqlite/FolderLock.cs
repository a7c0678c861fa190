using System.Globalization;
using System.Text;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Locks a folder for one process. The operating system releases the lock when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="DataFolderInUseException">Another process holds the lock.</exception>
    public static FolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "lock");
        FileStream file;
        try
        {
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception)
        {
            throw new DataFolderInUseException(folder, ReadHolder(path), exception);
        }

        // Only for the message above, so a full disk does not matter.
        try
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
        }
        catch (IOException)
        {
        }

        return new(file);
    }

    public void Dispose() => _file.Dispose();

    // FileShare.ReadWrite reads without taking a lock.
    private static string ReadHolder(string path)
    {
        try
        {
            using var reader = new StreamReader(path, Encoding.ASCII, detectEncodingFromByteOrderMarks: false, new FileStreamOptions { Share = FileShare.ReadWrite });
            return reader.ReadLine() is { Length: > 0 } pid ? $" (pid {pid})" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
