using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace FunctionalNet.Tests.Structure;

/// <summary>What is printed says what a thing is, not the name of its type.</summary>
public class PrintedTests
{
    // Records without a text of their own print each property, and a list as the name of its type.
    [Fact]
    public void No_record_prints_a_list_as_the_name_of_its_type() =>
        Assert.Empty(
            from type in typeof(Tensor).Assembly.GetExportedTypes()
            where !type.IsAbstract && type.GetMethod("<Clone>$") is not null
            where type.GetMethod(nameof(ToString), [])!.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.GetMethod?.DeclaringType == type && IsNameless(property.PropertyType)
            select $"{type.Name}.{property.Name}"
        );

    private static bool IsNameless(Type type) =>
        type != typeof(string)
        && type.IsAssignableTo(typeof(IEnumerable))
        && (
            type.IsInterface
            || (
                type.GetMethod(nameof(ToString), [])!.DeclaringType is { } owner
                && (
                    owner == typeof(object)
                    || owner == typeof(ValueType)
                    || owner.Namespace!.StartsWith("System", StringComparison.Ordinal)
                )
            )
        );

    [Fact]
    public void No_class_prints_its_bare_name() =>
        Assert.Empty(
            from type in typeof(Tensor).Assembly.GetExportedTypes()
            where
                type is { IsClass: true, IsAbstract: false }
                && !type.IsAssignableTo(typeof(Exception))
                && !type.IsAssignableTo(typeof(Delegate))
                && !type.IsAssignableTo(typeof(Attribute))
            where type.GetMethod(nameof(ToString), [])!.DeclaringType == typeof(object)
            select type.Name
        );
}
