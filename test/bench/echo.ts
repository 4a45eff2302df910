/** The baseline of the API's rows: a bare Fastify route that parses a JSON body and answers with it. Tells its address. */
import fastify from 'fastify';

const server = fastify();
server.post('/echo', (request) => request.body);
server.get('/echo', () => ({ echoed: true }));
process.stdout.write(`${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.once('SIGTERM', () => void server.close());
