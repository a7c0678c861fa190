using System.Globalization;
using System.Text;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Locks a folder for one process. The operating system releases the lock when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="DataFolderInUseException">Another process holds the lock.</exception>
    /// <exception cref="LogUnavailableException">The folder cannot be used.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, "lock");
        FileStream file;
        try
        {
            Directory.CreateDirectory(folder);
            file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            throw new DataFolderInUseException(folder, ReadHolder(path), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LogUnavailableException($"The data folder '{folder}' cannot be used: {Reason(folder, exception)}. Start with another folder (DATA=…).", exception);
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

    // .NET passes the code of the operating system on: EWOULDBLOCK of Linux, or of macOS and BSD; ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeld(IOException exception) => exception.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsLinux() ? 11 : 35);

    private static string Reason(string folder, Exception exception) => exception switch
    {
        _ when File.Exists(folder) => "it is a file",
        FileNotFoundException or DirectoryNotFoundException => "it does not exist and cannot be created",
        UnauthorizedAccessException => "this user may not write to it",
        _ => exception.Message.TrimEnd('.'),
    };

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
