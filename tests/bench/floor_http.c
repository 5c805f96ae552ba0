/* floor_http.c - what libevent alone can do: every request gets the same bytes back.
 *
 *   floor_http BYTES     prints the port it serves on, answers until it is told to stop
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct body {
    char *bytes;
    size_t len;
};

static void reply(struct evhttp_request *req, void *arg)
{
    const struct body *body = arg;
    struct evbuffer *out = evbuffer_new();
    if (!out) {
        evhttp_send_error(req, HTTP_INTERNAL, NULL);
        return;
    }
    evbuffer_add_reference(out, body->bytes, body->len, NULL, NULL);
    evhttp_add_header(evhttp_request_get_output_headers(req), "Content-Type",
                      "application/json; charset=utf-8");
    evhttp_send_reply(req, 200, NULL, out);
    evbuffer_free(out);
}

int main(int argc, char **argv)
{
    struct body body = {.len = argc == 2 ? strtoul(argv[1], NULL, 10) : 0};
    if (body.len < 1 || body.len > 1 << 24) {
        fprintf(stderr, "usage: floor_http BYTES\n");
        return 2;
    }
    body.bytes = malloc(body.len);
    struct event_base *base = event_base_new();
    struct evhttp *http = base ? evhttp_new(base) : NULL;
    struct evhttp_bound_socket *socket =
        http ? evhttp_bind_socket_with_handle(http, "127.0.0.1", 0) : NULL;
    if (!body.bytes || !socket) {
        fprintf(stderr, "floor_http: no server\n");
        return 1;
    }
    memset(body.bytes, 'x', body.len);
    evhttp_set_gencb(http, reply, &body);
    struct sockaddr_in at;
    socklen_t len = sizeof(at);
    getsockname(evhttp_bound_socket_get_fd(socket), (struct sockaddr *)&at, &len);
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    event_base_dispatch(base);
    return 0;
}
