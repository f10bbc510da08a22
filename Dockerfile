# Latchkey runs unbuilt: packages and sources are all there is. Build with `docker build --tag latchkey .`

FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
COPY sandbox/package.json sandbox/
# Optional packages bring the embedded PostgreSQL, which a container has no use for. No package needs its install script.
# `npm ci` would refuse a lock file that lacks an optional package of some other platform; the versions are the lock's.
RUN npm install --no-save --workspaces=false --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY workflows workflows
COPY adapters adapters
COPY src src
# The user is unprivileged and owns nothing here: the program cannot change itself.
USER node
EXPOSE 3978
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3978}/healthz`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
