using System.Collections.Immutable;
using Google.Protobuf.Collections;
using Onnx;

namespace FunctionalNet;

/// <summary>
/// The kind of a variable before it became an input or initializer: a mark in the file where it differs from the default (inputs are data,
/// initializers are parameters).
/// </summary>
internal static class Kinds
{
    private const string Key = "functionalnet.kind";
    private const string ConstantKind = "constant";

    public static void Mark(RepeatedField<StringStringEntryProto> metadata, VariableKind kind, VariableKind usual)
    {
        if (kind != usual)
        {
            metadata.Add(new StringStringEntryProto { Key = Key, Value = NameOf(kind) });
        }
    }

    public static void MarkConstant(RepeatedField<StringStringEntryProto> metadata) =>
        metadata.Add(new StringStringEntryProto { Key = Key, Value = ConstantKind });

    public static bool IsConstant(IEnumerable<StringStringEntryProto> metadata) => Marked(metadata) == ConstantKind;

    public static VariableKind Of(IEnumerable<StringStringEntryProto> metadata, VariableKind usual)
    {
        var marked = Marked(metadata);
        ImmutableArray<VariableKind> kinds =
        [
            VariableKind.Input,
            VariableKind.Parameter,
            VariableKind.Slot,
            VariableKind.Noise,
        ];
        return kinds.Where(kind => NameOf(kind) == marked).DefaultIfEmpty(usual).First();
    }

    private static string NameOf(VariableKind kind) =>
        kind switch
        {
            VariableKind.Input => "input",
            VariableKind.Parameter => "parameter",
            VariableKind.Slot => "slot",
            _ => "noise",
        };

    private static string? Marked(IEnumerable<StringStringEntryProto> metadata) =>
        metadata.FirstOrDefault(entry => entry.Key == Key)?.Value;
}
