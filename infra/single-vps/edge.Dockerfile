# Nginx with ModSecurity and the Core Rule Set, the rendered configuration, and the SPA. Built from the root of the
# repository: docker build -f infra/single-vps/edge.Dockerfile .

FROM node:26-bookworm-slim AS spa
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/contracts/package.json packages/contracts/
COPY apps/web/package.json apps/web/
RUN npx --yes pnpm@12 install --frozen-lockfile --filter @palisade/web...
COPY packages/contracts packages/contracts
COPY apps/web apps/web
# The compiler's settings name packages that only checking types needs; the bundler goes without.
RUN cd apps/web && rm tsconfig.json && ./node_modules/.bin/vite build

FROM owasp/modsecurity-crs:4.25-nginx-lts
COPY --from=spa /app/apps/web/dist /srv/web
COPY infra/single-vps/generated /etc/palisade/edge
COPY infra/modsecurity /etc/palisade/edge/modsecurity
# The image's own entrypoint writes a configuration from the environment. Ours is complete, and nothing writes here.
ENTRYPOINT []
CMD ["nginx", "-c", "/etc/palisade/edge/nginx.conf", "-e", "/dev/stderr", "-g", "daemon off;"]
