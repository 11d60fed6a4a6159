// A link into Tasklist has its place behind "#", which no server sees: carry it over the login.
document.getElementById('login').action += location.hash;
