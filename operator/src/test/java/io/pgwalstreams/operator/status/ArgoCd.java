package io.pgwalstreams.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;

/**
 * Asks a script for the health of an object, as Argo CD does: the object is the global {@code obj},
 * and of Lua's libraries there are base and table alone.
 *
 * @param script its text
 */
record ArgoCd(String script) {

  /** What Argo CD shows. */
  record Health(String status, String message) {}

  Health health(JsonNode object) {
    var globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("obj", value(object));
    LuaValue health = globals.load(script, "health.lua").call();
    return new Health(health.get("status").checkjstring(), health.get("message").checkjstring());
  }

  private static LuaValue value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        var table = new LuaTable();
        node.properties().forEach(p -> table.set(p.getKey(), value(p.getValue())));
        yield table;
      }
      case ARRAY -> {
        var table = new LuaTable();
        node.forEach(item -> table.set(table.length() + 1, value(item)));
        yield table;
      }
      case STRING -> LuaValue.valueOf(node.textValue());
      case NUMBER -> LuaValue.valueOf(node.doubleValue());
      case BOOLEAN -> LuaValue.valueOf(node.booleanValue());
      case NULL, MISSING -> LuaValue.NIL;
      case BINARY, POJO -> throw new IllegalArgumentException(node.toString());
    };
  }
}
