"""A queue per subscriber in one process's memory; late joiners get the history first."""
import asyncio
from collections import defaultdict

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

app = FastAPI()
history = defaultdict(list)
subscribers = defaultdict(set)


@app.post("/pub/{channel}")
async def publish(channel: str, request: Request):
    frame = f"id: {len(history[channel]) + 1}\ndata: {(await request.body()).decode()}\n\n"
    history[channel].append(frame)
    for queue in subscribers[channel]:
        queue.put_nowait(frame)
    return Response(status_code=202)


@app.get("/sub/{channel}")
async def subscribe(channel: str):
    async def stream():
        queue = asyncio.Queue()
        subscribers[channel].add(queue)
        try:
            yield "retry: 2000\n\n"
            for frame in list(history[channel]):
                yield frame
            while True:
                try:
                    yield await asyncio.wait_for(queue.get(), 15)
                except asyncio.TimeoutError:
                    yield ": ping\n\n"
        finally:
            subscribers[channel].discard(queue)

    return StreamingResponse(stream(), media_type="text/event-stream")
