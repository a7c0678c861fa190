using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using Code = ArchUnitNET.Domain.Architecture;

namespace Streams.Architecture.Tests;

/// <summary>Forbids some dependencies of the types in a folder.</summary>
/// <param name="Where">Matches the full names of the types that the rule applies to.</param>
/// <param name="Forbidden">Matches the full name of a type, or of a called method (<c>System.DateTimeOffset::get_UtcNow</c>).</param>
internal sealed record FolderRule(Regex Where, Regex Forbidden)
{
    /// <summary>Exceptions: full names that are allowed although <see cref="Forbidden"/> matches them.</summary>
    public string[] Except { get; init; } = [];

    /// <returns>One line for each forbidden dependency: "A depends on B".</returns>
    /// <exception cref="InvalidOperationException">No type matches: a renamed folder must not make the rule pass.</exception>
    public string[] Violations(Code code)
    {
        var types = code.Types.Where(type => Where.IsMatch(type.FullName)).ToArray();
        if (types.Length == 0)
            throw new InvalidOperationException($"No type matches '{Where}'.");
        return [.. types.SelectMany(Violations).Distinct().Order(StringComparer.Ordinal)];
    }

    private IEnumerable<string> Violations(IType type) =>
        from used in type.Dependencies.SelectMany(Names)
        where Forbidden.IsMatch(used) && !Except.Contains(used)
        select $"{type.FullName} depends on {used}";

    private static IEnumerable<string> Names(ITypeDependency dependency)
    {
        // ArchUnitNET names a generic parameter after the whole signature of its method. The types in that signature are listed separately.
        if (dependency.Target is not GenericParameter)
            yield return dependency.Target.FullName;
        if (dependency is MethodCallDependency { TargetMember: { } method })
            yield return $"{method.DeclaringType.FullName}::{method.Name[..method.Name.IndexOf('(', StringComparison.Ordinal)]}";
    }
}
