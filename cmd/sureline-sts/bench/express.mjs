// The comparison service of bench: what a team would write in Node with Express
// and jsonwebtoken, with a list of origins and whole seconds. It is run by
// bench/run only, and is not part of any product.
import express from 'express';
import jwt from 'jsonwebtoken';

const { CLIENT_ID, CLIENT_SECRET, PORT, ORIGIN } = process.env;
const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '16kb' }), express.urlencoded({ extended: false, limit: '16kb' }));
app.post('/api/users/sts', (request, response) => {
  if (request.headers.origin !== ORIGIN || typeof request.body.identity !== 'string') {
    response.status(403).json({ errors: [{ msg: 'no', code: 403 }] });
    return;
  }
  const now = Math.floor(Date.now() / 1000);
  const token = jwt.sign({
    iat: now, exp: now + 120, aud: 'https://idproxy.kore.com/authorize', iss: CLIENT_ID, sub: request.body.identity, isAnonymous: false,
  }, CLIENT_SECRET);
  response.set('Access-Control-Allow-Origin', ORIGIN).json({ jwt: token });
});
app.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
