using System.Reflection;

namespace Streams.Grains.Settings;

/// <summary>The configuration section that a class of settings is bound to.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The path, such as <c>Streams:Retention</c>.</summary>
    public string Name => name;

    /// <exception cref="InvalidOperationException">The class has no <see cref="SectionAttribute"/>.</exception>
    public static string Of(Type settings) =>
        settings.GetCustomAttribute<SectionAttribute>()?.Name ?? throw new InvalidOperationException($"{settings.Name} has no [Section].");
}
