using Mono.Cecil;

namespace Streams.Architecture.Tests;

/// <summary>Finds public types that no other assembly needs.</summary>
internal static class PublicTypes
{
    /// <param name="assembly">The path of the assembly to check.</param>
    /// <param name="users">The paths of the assemblies that may use them.</param>
    /// <returns>Full names, sorted.</returns>
    public static string[] WithoutUser(string assembly, IEnumerable<string> users)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var needed = new HashSet<TypeDefinition>();
        foreach (var user in users.Where(user => Path.GetFileName(user) != Path.GetFileName(assembly)))
        {
            using var other = ModuleDefinition.ReadModule(user);
            foreach (var reference in other.GetTypeReferences().Where(reference => ScopeOf(reference) == module.Assembly.Name.Name))
                Add(module.GetType(reference.FullName), needed);
        }

        var unused = module.GetTypes().Where(type => IsVisible(type) && !IsGenerated(type) && !HoldsConstantsOnly(type) && !needed.Contains(type));
        return [.. unused.Select(type => type.FullName).Order(StringComparer.Ordinal)];
    }

    private static string ScopeOf(TypeReference reference) => (reference.DeclaringType is { } outer ? ScopeOf(outer) : reference.Scope.Name) ?? "";

    // The types that a needed type's visible members mention are needed too: C# requires them to be as visible.
    private static void Add(TypeDefinition? type, HashSet<TypeDefinition> needed)
    {
        if (type is null || !needed.Add(type))
            return;
        foreach (var mentioned in Mentioned(type).SelectMany(Parts))
            Add(type.Module.GetType(mentioned.FullName), needed);
    }

    private static IEnumerable<TypeReference> Mentioned(TypeDefinition type)
    {
        if (type.DeclaringType is not null)
            yield return type.DeclaringType;
        if (type.BaseType is not null)
            yield return type.BaseType;
        foreach (var implemented in type.Interfaces)
            yield return implemented.InterfaceType;
        foreach (var constraint in type.GenericParameters.SelectMany(parameter => parameter.Constraints))
            yield return constraint.ConstraintType;
        foreach (var field in type.Fields.Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            yield return field.FieldType;
        foreach (var method in type.Methods.Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly))
        {
            yield return method.ReturnType;
            foreach (var parameter in method.Parameters)
                yield return parameter.ParameterType;
            foreach (var constraint in method.GenericParameters.SelectMany(parameter => parameter.Constraints))
                yield return constraint.ConstraintType;
        }
    }

    private static IEnumerable<TypeReference> Parts(TypeReference reference)
    {
        yield return reference.GetElementType();
        if (reference is GenericInstanceType generic)
        {
            foreach (var part in generic.GenericArguments.SelectMany(Parts))
                yield return part;
        }
        else if (reference is TypeSpecification specification)
        {
            foreach (var part in Parts(specification.ElementType))
                yield return part;
        }
    }

    private static bool IsVisible(TypeDefinition type) => type.IsNested ? type.IsNestedPublic && IsVisible(type.DeclaringType) : type.IsPublic;

    private static bool IsGenerated(TypeDefinition type) =>
        type.Namespace.StartsWith("OrleansCodeGen", StringComparison.Ordinal)
        || type.CustomAttributes.Any(attribute => attribute.AttributeType.Name is "GeneratedCodeAttribute" or "CompilerGeneratedAttribute")
        || (type.DeclaringType is { } outer && IsGenerated(outer));

    // The compiler copies constants, so that the assembly that uses one does not reference the type.
    private static bool HoldsConstantsOnly(TypeDefinition type) => type is { IsAbstract: true, IsSealed: true, HasFields: true } && !type.HasMethods && type.Fields.All(field => field.HasConstant);
}
