using System.Globalization;
using FunctionalNet.OnnxTests.Probes;
using FunctionalNet.Schemas;
using Microsoft.ML.OnnxRuntime;
using Onnx;
using AttributeType = Onnx.AttributeProto.Types.AttributeType;
using DataType = Onnx.TensorProto.Types.DataType;

namespace FunctionalNet.OnnxTests.Schemas;

/// <summary>
/// Nodes that violate their schema, for every version of every supported operator: an error that names the violation, where ONNX Runtime
/// refuses them, too. Nodes that satisfy the schema give no error.
/// </summary>
public class ContradictionTests
{
    private static readonly string[] Structural =
    [
        "Unrecognized attribute",
        "Required attribute",
        "Mismatched attribute type",
        "has input size",
        "has output size",
        "marked single",
        "appeared multiple times",
        "No Op registered",
    ];

    [Fact]
    public void What_the_schema_allows_contradicts_nothing() =>
        Each(schema =>
        {
            var model = SchemaNode.Model(schema);
            Refused(model, isRight: true);
            foreach (var attribute in schema.Attributes.Values.Where(one => !one.IsRequired && Is(one)))
            {
                model.Graph.Node[0].Attribute.Add(SchemaNode.Attribute(attribute));
            }

            Refused(model, isRight: true);
        });

    [Fact]
    public void An_attribute_that_the_operator_does_not_have() =>
        Each(schema =>
        {
            var model = SchemaNode.Model(schema);
            model.Graph.Node[0].Attribute.Add(SchemaNode.Attribute("frobnication", AttributeType.Int));
            Refused(model, "it", schema.Name, "'frobnication'");
        });

    [Fact]
    public void A_required_attribute_that_is_missing() =>
        Each(schema =>
        {
            foreach (var required in schema.Attributes.Values.Where(one => one.IsRequired))
            {
                var model = SchemaNode.Model(schema);
                var attributes = model.Graph.Node[0].Attribute;
                attributes.Remove(attributes.First(one => one.Name == required.Name));
                Refused(model, "it", schema.Name, $"'{required.Name}'", "missing");
            }
        });

    [Fact]
    public void An_attribute_of_another_type() =>
        Each(schema =>
        {
            foreach (var attribute in schema.Attributes.Values)
            {
                var model = SchemaNode.Model(schema);
                var attributes = model.Graph.Node[0].Attribute;
                if (attributes.FirstOrDefault(one => one.Name == attribute.Name) is { } there)
                {
                    attributes.Remove(there);
                }

                var other = attribute.Type == AttributeType.Strings ? AttributeType.Int : AttributeType.Strings;
                attributes.Add(SchemaNode.Attribute(attribute.Name, other));
                Refused(model, "it", schema.Name, $"'{attribute.Name}'", $"{other}".ToLowerInvariant());
            }
        });

    [Fact]
    public void An_attribute_that_stands_twice() =>
        Each(schema =>
        {
            if (schema.Attributes.Values.FirstOrDefault(Is) is { } attribute)
            {
                var model = SchemaNode.Model(schema);
                var attributes = model.Graph.Node[0].Attribute;
                attributes.Add(SchemaNode.Attribute(attribute));
                if (!attribute.IsRequired)
                {
                    attributes.Add(SchemaNode.Attribute(attribute));
                }

                Refused(model, "it", schema.Name, $"'{attribute.Name}'", "twice");
            }
        });

    [Fact]
    public void An_operand_too_many() =>
        Each(schema =>
        {
            if (schema.Inputs is not [.., { IsRepeated: true }])
            {
                var model = SchemaNode.Model(schema);
                var node = model.Graph.Node[0];
                while (node.Input.Count <= schema.Inputs.Length)
                {
                    SchemaNode.Feed(model, node, schema, node.Input.Count);
                }

                Refused(model, "it", schema.Name, $"{schema.Inputs.Length + 1} operands");
                node.Input[^1] = string.Empty;
                Refused(model, "it", schema.Name, $"{schema.Inputs.Length + 1} operands");
            }
        });

    [Fact]
    public void An_operand_too_few() =>
        Each(schema =>
        {
            var fewest = SchemaNode.Fewest(schema.Inputs);
            if (fewest > 0)
            {
                var model = SchemaNode.Model(schema);
                var node = model.Graph.Node[0];
                node.Input.RemoveAt(fewest - 1);
                Refused(model, "it", schema.Name, $"{fewest - 1} operands");
            }

            for (var place = 0; place < fewest && schema.Inputs[place].Presence == Presence.One; place++)
            {
                var model = SchemaNode.Model(schema);
                model.Graph.Node[0].Input[place] = string.Empty;
                Refused(model, "it", schema.Name, $"'{schema.Inputs[place].Name}' at place {place}");
            }
        });

    [Fact]
    public void A_result_too_many() =>
        Each(schema =>
        {
            if (schema.Outputs is not [.., { IsRepeated: true }])
            {
                var model = SchemaNode.Model(schema);
                var node = model.Graph.Node[0];
                while (node.Output.Count <= schema.Outputs.Length)
                {
                    node.Output.Add($"y{node.Output.Count}");
                }

                Refused(model, "it", schema.Name, $"{schema.Outputs.Length + 1} results");
            }
        });

    [Fact]
    public void An_operand_of_a_type_that_the_operator_does_not_take() =>
        Each(schema =>
        {
            for (var place = 0; place < SchemaNode.Fewest(schema.Inputs); place++)
            {
                foreach (var type in (DataType[])[DataType.Float, DataType.Int64, DataType.Bool])
                {
                    var model = SchemaNode.Model(schema);
                    model.Graph.Input[place].Type.TensorType.ElemType = (int)type;
                    var formal = schema.Inputs[Math.Min(place, schema.Inputs.Length - 1)];
                    if (!formal.Types.Any(name => KindOf(name) == type))
                    {
                        Wrong(model, "it", schema.Name, $"'{formal.Name}' at place {place}");
                    }
                }
            }
        });

    [Fact]
    public void An_operator_of_a_later_opset() =>
        Each(schema =>
        {
            if (OperatorSchemas.First(schema.Domain, schema.Name) == schema.Since && schema.Since > 1)
            {
                var model = SchemaNode.Model(schema);
                model.OpsetImport[0].Version = schema.Since - 1;
                Refused(model, "it", schema.Name, $"opset {schema.Since}", $"opset {schema.Since - 1}");
            }
        });

    [Fact]
    public void An_operator_that_was_taken_away() =>
        Assert.All(
            OperatorSchemas.All.Where(schema => schema.IsDeprecated),
            taken =>
            {
                var model = SchemaNode.Model(taken);
                model.Parse().ErrorOf().Says("it", taken.Name, $"taken away in opset {taken.Since}");
                Assert.Contains("deprecated", OrtSays(model), StringComparison.Ordinal);
            }
        );

    private static void Each(Action<OperatorSchema> check)
    {
        foreach (var schema in SchemaNode.Claimed)
        {
            try
            {
                check(schema);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"{schema.Name} {schema.Since}: {error.Message}"),
                    error
                );
            }
        }
    }

    private static bool Is(AttributeSchema attribute) => attribute.Type != AttributeType.TypeProto;

    private static void Refused(ModelProto model, params string[] says) => Refused(model, isRight: false, says);

    // This library and ONNX Runtime must agree on whether the node violates its schema.
    private static void Refused(ModelProto model, bool isRight, params string[] says)
    {
        var theirs = OrtSays(model);
        Assert.True(
            !Judges(model) || Structural.Any(reason => theirs.Contains(reason, StringComparison.Ordinal)) != isRight,
            theirs
        );
        if (isRight)
        {
            SchemaCheck.Names(SchemaOf(model), model.Graph.Node[0]);
            SchemaCheck.Attributes(SchemaOf(model), model.Graph.Node[0].Attribute);
        }
        else
        {
            model.Parse().ErrorOf().Says(says);
        }
    }

    private static void Wrong(ModelProto model, params string[] says)
    {
        model.Parse().ErrorOf().Says(says);
        Assert.True(!Judges(model) || OrtSays(model).Contains("Type Error", StringComparison.Ordinal), OrtSays(model));
    }

    // ONNX Runtime cannot serve as the reference for these: it does not check the schema of Constant, lacks the training operators, has its
    // own more lenient or older schemas of two normalizations, and knows no Attention newer than opset 24.
    private static bool Judges(ModelProto model) =>
        model.Graph.Node[0] is { Domain.Length: 0, OpType: not "Constant" }
        && (model.Graph.Node[0].OpType, model.OpsetImport[0].Version)
            is not
                ("LayerNormalization", _)
                and not
                ("MeanVarianceNormalization", < 9)
                and not
                ("Attention", >= 25);

    private static OperatorSchema SchemaOf(ModelProto model) =>
        OperatorSchemas.Of(model.Graph.Node[0].Domain, model.Graph.Node[0].OpType, model.OpsetImport[^1].Version)!;

    private static DataType? KindOf(string type) =>
        type switch
        {
            "float" or "double" or "float16" or "bfloat16" => DataType.Float,
            "bool" => DataType.Bool,
            _ when type.StartsWith("int", StringComparison.Ordinal) => DataType.Int64,
            _ when type.StartsWith("uint", StringComparison.Ordinal) => DataType.Int64,
            _ => null,
        };

    private static string OrtSays(ModelProto model)
    {
        try
        {
            using var session = OrtCpu.Open(model);
            return string.Empty;
        }
        catch (OnnxRuntimeException error)
        {
            return error.Message;
        }
    }
}
