"""One session of the official MCP client library with the tools of a run; prints what it saw as one JSON object.

    mcp_client.py TRANSPORT MODE WORDS

TRANSPORT is `stdio` or the address of /mcp. MODE is `session` (a library before 2.0), `legacy`, `auto` or a version. The
environment has SKEIN_TOKEN, SKEIN_STATE and SKEIN_PROGRAM, as a run's has. Run by mcp-clients, under each version.
"""

import asyncio
import contextlib
import json
import os
import sys

import mcp
from mcp.client import stdio, streamable_http

transport, mode, words = sys.argv[1:]
passed = ("SKEIN_TOKEN", "SKEIN_STATE", "PATH", "HOME")
process = mcp.StdioServerParameters(
    command=os.environ["SKEIN_PROGRAM"], args=["mcp"], env={name: os.environ[name] for name in passed}
)
headers = {"Authorization": f"Bearer {os.environ['SKEIN_TOKEN']}"}


@contextlib.asynccontextmanager
async def old_session():
    if transport == "stdio":
        streams = stdio.stdio_client(process)
    else:
        streams = streamable_http.streamablehttp_client(transport, headers=headers)
    async with streams as (read, write, *_), mcp.ClientSession(read, write) as session:
        begun = await session.initialize()
        yield session, begun.protocolVersion, begun.instructions


@contextlib.asynccontextmanager
async def new_session():
    async with contextlib.AsyncExitStack() as stack:
        target = process
        if transport != "stdio":
            from mcp.shared._httpx_utils import create_mcp_http_client

            client = await stack.enter_async_context(create_mcp_http_client(headers=headers))
            target = streamable_http.streamable_http_client(transport, http_client=client)
        client = await stack.enter_async_context(mcp.Client(target, mode=mode))
        yield client, client.protocol_version, client.instructions


def outcome(result):
    text = "".join(part.text for part in result.content if part.type == "text")
    is_error = result.is_error if hasattr(result, "is_error") else result.isError
    return {"text": text, "isError": bool(is_error)}


async def refusal(awaited):
    try:
        return outcome(await awaited)["text"]
    except Exception as error:  # McpError before 2.0, MCPError since
        return str(error)


async def listens(session):
    async with session.listen(tools_list_changed=True):
        return True


async def main():
    async with old_session() if mode == "session" else new_session() as (session, version, instructions):
        seen = {"version": version, "instructions": instructions}
        seen["tools"] = [tool.name for tool in (await session.list_tools()).tools]
        seen["context"] = outcome(await session.call_tool("context", {}))
        seen["comment"] = outcome(await session.call_tool("comment", {"text": words}))
        part = {"title": words, "wait": False}
        seen["create_ticket"] = outcome(await session.call_tool("create_ticket", part))
        seen["wrong"] = outcome(await session.call_tool("comment", {"tikcet": "T-1"}))
        seen["unknown"] = await refusal(session.call_tool("fly", {}))
        seen["listens"] = version >= "2026" and await listens(session)
    print(json.dumps(seen))


asyncio.run(asyncio.wait_for(main(), 60))
